"""What Windows and macOS want to know of a program: version, names, and the files it opens."""

from typing import Any

from project import SUMMARY

IDENTIFIER = "org.tickdraw.tickdraw"
COPYRIGHT = "© the tickdraw developers, MIT licence"


def for_windows(version: str) -> Any:
    """Return the version resource of ``tickdraw.exe``."""
    from PyInstaller.utils.win32.versioninfo import (
        FixedFileInfo,
        StringFileInfo,
        StringStruct,
        StringTable,
        VarFileInfo,
        VarStruct,
        VSVersionInfo,
    )

    numbers = (*map(int, version.split(".")), 0, 0, 0)[:4]
    texts = {
        "FileDescription": "tickdraw",
        "FileVersion": version,
        "LegalCopyright": COPYRIGHT,
        "OriginalFilename": "tickdraw.exe",
        "ProductName": "tickdraw",
        "ProductVersion": version,
        "Comments": SUMMARY,
    }
    english, unicode = 0x0409, 1200
    table = StringTable(f"{english:04x}{unicode:04x}", [StringStruct(*pair) for pair in texts.items()])
    return VSVersionInfo(
        ffi=FixedFileInfo(filevers=numbers, prodvers=numbers),
        kids=[StringFileInfo([table]), VarFileInfo([VarStruct("Translation", [english, unicode])])],
    )


def for_macos() -> dict[str, Any]:
    """Return what goes into ``Info.plist`` beside what PyInstaller writes."""
    return {
        "NSHighResolutionCapable": True,
        "NSHumanReadableCopyright": COPYRIGHT,
        "LSApplicationCategoryType": "public.app-category.education",
        "CFBundleDocumentTypes": [
            {
                "CFBundleTypeName": "tickdraw project",
                "CFBundleTypeExtensions": ["tickdraw"],
                "CFBundleTypeRole": "Editor",
                "LSHandlerRank": "Owner",
            }
        ],
    }
